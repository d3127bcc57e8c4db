//! `seqr-cert merchant`

use clap::Args;

use crate::merchant::{Defect, Merchant, MerchantConfig, Variant};

use super::exit::Exit;
use super::{fail, runtime, signal};

/// Runs the reference merchant alone. PORT, SEQR_ENDPOINT_URL and the credentials come from the environment.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Build this mistake in.
    #[arg(long, value_name = "NAME")]
    defect: Option<String>,
    /// Build it in this other way, as conformant as the plain one.
    #[arg(long, value_name = "NAME")]
    variant: Option<String>,
    /// Name the ways in which it can be built.
    #[arg(long)]
    list_variants: bool,
    /// Name the mistakes that can be built in.
    #[arg(long)]
    list_defects: bool,
}

impl Serve {
    pub(super) fn execute(self) -> Exit {
        if self.list_defects {
            for defect in Defect::ALL {
                say!("{:22} {}", defect.name(), defect.description());
            }
            return Exit::Good;
        }
        if self.list_variants {
            for variant in Variant::ALL {
                say!("{:22} {}", variant.name(), variant.description());
            }
            return Exit::Good;
        }
        let variant = match self.variant.as_deref().map(str::parse).transpose() {
            Ok(variant) => variant,
            Err(error) => return fail(Exit::Usage, error),
        };
        let defect = match self.defect.as_deref().map(str::parse).transpose() {
            Ok(defect) => defect,
            Err(error) => return fail(Exit::Usage, error),
        };
        let config = match MerchantConfig::from_env() {
            Ok(config) => MerchantConfig { defect, variant, ..config },
            Err(error) => return fail(Exit::Usage, error),
        };
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(exit) => return exit,
        };
        let served = runtime.block_on(async {
            let merchant = Merchant::start(config).await?;
            say!("the reference merchant listens on http://{}/order", merchant.address());
            signal::wait().await;
            drop(merchant);
            Ok::<_, crate::merchant::MerchantError>(())
        });
        match served {
            Ok(()) => Exit::Good,
            Err(error) => fail(Exit::Inconclusive, error),
        }
    }
}
